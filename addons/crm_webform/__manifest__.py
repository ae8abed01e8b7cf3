{
    "name": "CRM Website Forms",
    "version": "19.0.1.0.0",
    "summary": "Contact forms for any website: visitors become contacts or leads",
    "category": "Sales/CRM",
    "author": "The CRM suite authors",
    "website": "https://example.org/crm-suite",
    "license": "LGPL-3",
    "depends": ["crm_core", "utm"],
    "data": [
        # security
        "security/ir.model.access.csv",
        # data
        "data/ir_cron_data.xml",
        # views
        "views/crm_webform_templates.xml",
        "views/crm_webform_submission_views.xml",
        "views/crm_webform_views.xml",
        # menus
        "views/crm_webform_menus.xml",
    ],
    "demo": ["demo/crm_webform_demo.xml"],
    "assets": {
        "web.assets_backend": ["crm_webform/static/src/builder/**/*"],
    },
}
