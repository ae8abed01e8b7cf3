import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

registry
    .category("crm_create_items")
    .add(
        "person",
        { description: _t("Person"), icon: "fa fa-user-o", action: "crm_core.res_partner_action_create_person" },
        { sequence: 10 }
    )
    .add(
        "company",
        { description: _t("Company"), icon: "fa fa-building-o", action: "crm_core.res_partner_action_create_company" },
        { sequence: 20 }
    )
    .add(
        "lead",
        { description: _t("Lead"), icon: "fa fa-bullseye", action: "crm_core.crm_lead_action_create_lead" },
        { sequence: 30 }
    )
    .add(
        "deal",
        { description: _t("Deal"), icon: "fa fa-handshake-o", action: "crm_core.crm_lead_action_create_deal" },
        { sequence: 40 }
    )
    .add(
        "task",
        { description: _t("Task"), icon: "fa fa-check-square-o", action: "crm_core.project_task_action_crm_create" },
        { sequence: 50 }
    );

registry.category("crm_more_actions").add(
    "import_contacts",
    {
        description: _t("Import contacts"),
        icon: "fa fa-download",
        action: { type: "ir.actions.client", tag: "import", params: { active_model: "res.partner" } },
    },
    { sequence: 10 }
);
