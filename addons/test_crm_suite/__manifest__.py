{
    "name": "CRM Suite Tests",
    "version": "19.0.1.0.0",
    "summary": "Conformance of every model of the suite, and flows that cross its addons",
    "category": "Hidden/Tests",
    "author": "The CRM suite authors",
    "website": "https://example.org/crm-suite",
    "license": "LGPL-3",
    "depends": ["crm_access", "crm_core", "crm_webform"],
}
