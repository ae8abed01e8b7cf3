{
    "name": "CRM Access Tests",
    "version": "19.0.1.0.0",
    "summary": "Fake models that prove the access layer and its harness",
    "category": "Hidden",
    "author": "The CRM suite authors",
    "website": "https://example.org/crm-suite",
    "license": "LGPL-3",
    "depends": ["crm_access", "rpc"],
    "data": [
        "security/ir.model.access.csv",
        "security/test_access_rules.xml",
        "views/test_access_reports.xml",
        "views/test_access_views.xml",
    ],
}
