{
    "name": "CRM Access",
    "version": "19.0.1.0.0",
    "summary": "Who may see and change a record: one indexed descriptor per set of readers",
    "category": "Sales/CRM",
    "author": "The CRM suite authors",
    "website": "https://example.org/crm-suite",
    "license": "LGPL-3",
    "depends": ["base", "mail"],
    "data": [
        "security/crm_access_groups.xml",
        "security/ir.model.access.csv",
        "wizard/base_module_uninstall_views.xml",
        "views/crm_access_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            # Debian's Odoo package leaves this file out, and its absence is an error on every page
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
}
