import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const toggle = ".o_crm_card_fields_toggle";
const menu = ".o_crm_card_fields_menu";

registry.category("web_tour.tours").add("crm_fields_chooser", {
    steps: () => [
        {
            content: "the heading stands on the card",
            trigger: ".o_horizontal_separator:contains(Loyalty)",
        },
        {
            trigger: ".o_field_widget[name=x_crm_text_hobby_horse] input",
            run: "edit Chess",
        },
        {
            trigger: ".o_field_widget[name=x_crm_list_level_of_care] input",
            run: "click",
        },
        {
            content: "an option with markup is text",
            trigger: ".o_select_menu_item:contains('Gold & <b>bold</b>')",
            run: "click",
        },
        ...stepUtils.saveForm(),
        {
            content: "what the addon hides at first",
            trigger: ".o_form_view:not(:has(.o_field_widget[name=crm_department]))",
        },
        { trigger: toggle, run: "click" },
        { trigger: `${menu} input[name=function]:checked`, run: "click" },
        { trigger: `${menu} .o_crm_card_fields_save`, run: "click" },
        {
            trigger: ".o_form_view:not(:has(.o_field_widget[name=function]))",
        },
        { trigger: ".o_crm_card_fields_detailed input", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=function]" },
        { trigger: ".o_form_view .o_field_widget[name=crm_department]" },
        { trigger: ".o_crm_card_fields_detailed input", run: "click" },
        { trigger: ".o_form_view:not(:has(.o_field_widget[name=function]))" },
        {
            content: "another card of the kind hides it too",
            trigger: ".o_control_panel .o_form_button_create",
            run: "click",
        },
        { trigger: ".o_crm_form_save" },
        { trigger: ".o_form_view:not(:has(.o_field_widget[name=function]))" },
        { trigger: ".o_crm_form_discard", run: "click" },
        { trigger: ".o_crm_card_fields, .o_list_view" },
    ],
});

registry.category("web_tour.tours").add("crm_fields_make", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Size of office" },
        { trigger: ".o_field_widget[name=kind] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Drop-down list)", run: "click" },
        { trigger: ".o_field_widget[name=target] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(/^Deals$/)", run: "click" },
        { trigger: ".o_field_x2many_list_row_add button, .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_selected_row [name=name] input", run: "edit Small && press Enter" },
        {
            trigger: ".o_data_row:nth-child(2).o_selected_row [name=name] input",
            run: "edit Large",
        },
        ...stepUtils.saveForm(),
        { trigger: ".o_field_widget[name=column_name]:contains(x_crm_list_size_of_office)" },
    ],
});
