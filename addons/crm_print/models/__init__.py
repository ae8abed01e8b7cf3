from . import crm_print_asset, ir_actions_report, res_config_settings
