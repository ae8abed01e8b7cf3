{
    "name": "CRM Custom Fields",
    "version": "19.0.1.0.0",
    "summary": "Own fields on contacts, companies, leads and deals; each user chooses what to see",
    "category": "Sales/CRM",
    "author": "The CRM suite authors",
    "website": "https://example.org/crm-suite",
    "license": "LGPL-3",
    "depends": ["crm_core"],
    "data": [
        "security/ir.model.access.csv",
        "views/crm_field_views.xml",
        "views/crm_lead_views.xml",
        "views/res_partner_views.xml",
        "views/crm_fields_menus.xml",
    ],
    "demo": ["demo/crm_field_demo.xml"],
    "assets": {
        "web.assets_backend": ["crm_fields/static/src/**/*"],
        "web.assets_tests": ["crm_fields/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["crm_fields/static/tests/**/*.test.js"],
    },
    "post_init_hook": "post_init_hook",
}
