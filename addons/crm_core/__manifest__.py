{
    "name": "CRM Core",
    "version": "19.0.1.0.0",
    "summary": "Customers, leads, deals and funnels, and all that happened to them on one card",
    "category": "Sales/CRM",
    "author": "The CRM suite authors",
    "website": "https://example.org/crm-suite",
    "license": "LGPL-3",
    "depends": [
        "crm_access",
        "crm",
        "contacts",
        "project",
        "calendar",
        "phone_validation",
        "google_gmail",
        "microsoft_outlook",
    ],
    "data": [
        # security
        "security/crm_core_groups.xml",
        "security/ir.model.access.csv",
        "security/res_partner_rules.xml",
        "security/crm_lead_rules.xml",
        "security/crm_privacy_rules.xml",
        # data
        "data/host_services_data.xml",
        "data/res_partner_data.xml",
        "data/crm_lead_data.xml",
        # wizards, views
        "views/crm_contact_type_views.xml",
        "views/crm_temperature_views.xml",
        "views/crm_contact_channel_views.xml",
        "views/res_partner_views.xml",
        "views/crm_funnel_views.xml",
        "views/crm_stage_views.xml",
        "wizard/crm_lead_to_opportunity_views.xml",
        "views/crm_lead_views.xml",
        "views/crm_deal_views.xml",
        # menus
        "views/crm_create_actions.xml",
        "views/crm_core_menus.xml",
    ],
    "demo": [
        "demo/res_partner_demo.xml",
        "demo/crm_lead_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "crm_core/static/src/**/*",
        ],
        "web.assets_tests": ["crm_core/static/tests/tours/**/*"],
        "web.assets_unit_tests": ["crm_core/static/tests/**/*.test.js"],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
