import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A plain user enters a person and a company from the Create button. */
tours.add("crm_core_create_customers", {
    url: "/odoo/action-crm_core.crm_contact_action",
    steps: () => [
        { trigger: ".o_crm_create", content: "open the Create menu", run: "click" },
        { trigger: ".o_crm_create_person", run: "click" },
        {
            trigger: "[name=crm_first_name] input",
            content: "a person is asked for both names",
            run: "edit Olha",
        },
        { trigger: ".o_crm_form_save_new", content: "the last name is missing", run: "click" },
        { trigger: "[name=crm_last_name].o_field_invalid", content: "so nothing is saved" },
        { trigger: "[name=crm_last_name] input", run: "edit Tour" },
        { trigger: ".o_crm_form_save_new", run: "click" },
        {
            trigger: "[name=crm_first_name] input:not(:value(Olha))",
            content: "the form is empty for the next person",
        },
        { trigger: "[name=crm_first_name] input", run: "edit Petro" },
        { trigger: "[name=crm_last_name] input", run: "edit Tour" },
        { trigger: ".o_crm_form_save", run: "click" },
        { trigger: ".o_form_button_create", content: "saved: New is offered again" },
        { trigger: ".o_crm_create", run: "click" },
        { trigger: ".o_crm_create_company", run: "click" },
        { trigger: "[name=name] input, [name=name] textarea", run: "edit Tour Ltd" },
        { trigger: ".o_crm_form_save", run: "click" },
        { trigger: ".o_form_button_create" },
    ],
});

/** What a row's menu offers in the lists of leads, contacts and companies. */
const rowMenuSteps = (label) => [
    { trigger: `.o_data_row:contains(${label}) .o_crm_row_menu button`, run: "click" },
    { trigger: ".o_crm_row_action_edit" },
    { trigger: ".o_crm_row_action_email" },
    { trigger: ".o_crm_row_action_export" },
    { trigger: ".o_crm_row_action_import" },
    { trigger: ".o_crm_row_action_delete" },
    { trigger: ".o_crm_row_action_note", run: "click" },
    { trigger: ".modal .odoo-editor-editable", run: "editor Met at the fair" },
    { trigger: ".modal button[name=action_send_mail]", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

tours.add("crm_core_row_menus", {
    url: "/odoo/action-crm_core.crm_contact_action",
    steps: () => [
        ...rowMenuSteps("Rowmenu Person"),
        { trigger: ".o_data_row:contains(Rowmenu Person) .o_crm_row_menu button", run: "click" },
        { trigger: ".o_crm_row_action_email", run: "click" },
        { trigger: ".modal .o_field_widget[name=partner_ids] .o_tag:contains(Rowmenu Person)" },
        { trigger: ".modal [name=subject] input", run: "edit Our offer" },
        { trigger: ".modal .odoo-editor-editable", run: "editor Please find it attached" },
        { trigger: ".modal button[name=action_send_mail]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "[data-menu-xmlid='crm_core.crm_menu_companies']", run: "click" },
        { trigger: ".o_breadcrumb:contains(Companies)" },
        ...rowMenuSteps("Rowmenu Ltd"),
        { trigger: "[data-menu-xmlid='crm_core.crm_menu_leads']", run: "click" },
        { trigger: ".o_breadcrumb:contains(Leads)" },
        ...rowMenuSteps("Rowmenu"),
        { trigger: ".o_data_row:contains(Rowmenu) .o_crm_row_menu button", run: "click" },
        { trigger: ".o_crm_row_action_email", run: "click" },
        { trigger: ".modal [name=subject] input", run: "edit Your request" },
        { trigger: ".modal .odoo-editor-editable", run: "editor Thank you" },
        { trigger: ".modal button[name=action_send_mail]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_data_row:contains(Rowmenu) .o_crm_row_menu button", run: "click" },
        { trigger: ".o_crm_row_action_delete", run: "click" },
        { trigger: ".modal-footer .btn-primary", content: "confirm", run: "click" },
        { trigger: "body:not(:has(.o_data_row:contains(Rowmenu)))" },
    ],
});

/** A lead is converted, and the deal walks to its won stage. */
tours.add("crm_core_lead_to_won_deal", {
    url: "/odoo/crm-leads",
    steps: () => [
        { trigger: ".o_data_row:contains(Tourlead) .o_data_cell[name=crm_last_name]", run: "click" },
        { trigger: "button[name]:contains(Convert)", run: "click" },
        { trigger: ".modal-footer button.btn-primary", content: "convert", run: "click" },
        { trigger: "button:contains(Open the deal)", content: "the receipt is shown", run: "click" },
        { trigger: ".o_crm_stage.o_current:contains(Initial contact)" },
        { trigger: ".o_crm_stage:contains(Negotiations)", run: "click" },
        { trigger: ".o_crm_stage.o_current:contains(Negotiations)" },
        { trigger: "[name=probability] input:value(90)" },
        { trigger: "button:contains(Won)", run: "click" },
        { trigger: ".ribbon:contains(Won)" },
    ],
});
