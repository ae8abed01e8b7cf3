{
    "name": "CRM Print",
    "version": "19.0.1.0.0",
    "summary": "Reports as PDF by headless Chromium: fast, with header and footer on every page",
    "category": "Sales/CRM",
    "author": "The CRM suite authors",
    "website": "https://example.org/crm-suite",
    "license": "LGPL-3",
    "depends": ["base_setup"],
    "external_dependencies": {"python": ["pypdf"]},
    "data": ["views/res_config_settings_views.xml"],
}
