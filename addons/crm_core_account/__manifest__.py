{
    "name": "CRM Core: Accounting",
    "version": "19.0.1.0.0",
    "summary": "Lets accountants read the customers they invoice, private ones too",
    "category": "Hidden",
    "author": "The CRM suite authors",
    "website": "https://example.org/crm-suite",
    "license": "LGPL-3",
    "depends": ["crm_core", "account"],
    "auto_install": True,
}
