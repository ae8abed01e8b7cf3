import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_core_task", {
    url: "/odoo/crm-tasks",
    steps: () => [
        { content: "a task is made from the list", trigger: ".o_list_button_add", run: "click" },
        {
            content: "with a title",
            trigger: ".o_field_widget[name=name] textarea",
            run: "edit Call Romashka",
        },
        {
            content: "due in a week, by one click",
            trigger: ".o_field_widget[name=crm_due_preset] .o_selection_badge:contains(Week)",
            run: "click",
        },
        {
            content: "the preset fills the date",
            trigger: ".o_field_widget[name=crm_due_label]:contains(due in 7 days)",
        },
        { content: "and saved", trigger: "button:contains(Save):not(:contains(create))", run: "click" },
        { content: "it is planned", trigger: "button[name=action_crm_close]" },
        { content: "back to the list", trigger: ".breadcrumb-item a:contains(Tasks)", run: "click" },
        {
            content: "the arrow beside its status",
            trigger: ".o_data_row:contains(Call Romashka) button.o_crm_task_status",
            run: "click",
        },
        {
            content: "closes it",
            trigger: ".o_crm_task_status_menu .dropdown-item:contains(Closed)",
            run: "click",
        },
        {
            content: "which the list shows at once",
            trigger: ".o_data_row:contains(Call Romashka) .o_crm_task_status:contains(Closed)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_core_task_of_deal", {
    steps: () => [
        { content: "the tab of tasks", trigger: ".nav-link[name=tasks]", run: "click" },
        {
            content: "is empty and says so",
            trigger: ".o_notebook_content:contains(Nothing is planned yet)",
        },
        {
            content: "and offers to create one",
            trigger: "button[name=action_crm_create_task]:contains(Create task)",
            run: "click",
        },
        {
            content: "in a dialog that knows the deal",
            trigger: ".modal .o_field_widget[name=crm_lead_id] input:value(Call center)",
        },
        { trigger: ".modal .o_field_widget[name=name] textarea", run: "edit Send the offer" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "it stands in the tab",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=crm_task_ids] .o_data_row:contains(Send the offer)",
        },
        {
            content: "and in the history",
            trigger: ".o-mail-Chatter .o-mail-Message:contains(Task planned: Send the offer)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_core_create_task", {
    url: "/odoo/crm-leads",
    steps: () => [
        { trigger: ".o_crm_create", run: "click" },
        { trigger: ".o_crm_create_task", run: "click" },
        { trigger: ".o_field_widget[name=crm_category_id] input:value(Phone call)" },
        { trigger: ".o_field_widget[name=project_id] input:value(Tasks)" },
    ],
});
