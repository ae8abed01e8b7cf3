import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import {
    StateSelectionField,
    stateSelectionField,
} from "@web/views/fields/state_selection/state_selection_field";

/** "Open" or "Closed" with an arrow that opens the choice, saved at once, also in a list. */
export class TaskStatusField extends StateSelectionField {
    static template = "crm_core.TaskStatusField";
}

registry.category("fields").add("crm_task_status", {
    ...stateSelectionField,
    component: TaskStatusField,
    displayName: _t("Open or closed"),
});

/** The icon of a category, whose name is the field's value. */
export class IconField extends Component {
    static template = "crm_core.IconField";
    static props = { ...standardFieldProps, titleField: { type: String, optional: true } };

    get icon() {
        return this.props.record.data[this.props.name];
    }

    get title() {
        const value = this.props.record.data[this.props.titleField];
        return value?.display_name || "";
    }
}

registry.category("fields").add("crm_icon", {
    component: IconField,
    displayName: _t("Icon"),
    supportedTypes: ["selection", "char"],
    supportedOptions: [{ label: _t("Field with the tooltip"), name: "title_field", type: "string" }],
    extractProps: ({ options }) => ({ titleField: options.title_field }),
});
