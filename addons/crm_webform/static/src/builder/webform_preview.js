import { Component } from "@odoo/owl";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The form as visitors see it, while it is being built; nothing in it runs or can be sent. */
export class WebformPreviewField extends Component {
    static template = "crm_webform.Preview";
    static props = { ...standardFieldProps };

    get html() {
        return this.props.record.data[this.props.name] || "";
    }
}

/** HTML to be copied onto a site. */
export class WebformSourceField extends Component {
    static template = "crm_webform.Source";
    static components = { CopyButton };
    static props = { ...standardFieldProps };

    setup() {
        this.copyText = _t("Copy");
        this.successText = _t("Copied");
    }

    get html() {
        return this.props.record.data[this.props.name] || "";
    }
}

registry.category("fields").add("crm_webform_preview", {
    component: WebformPreviewField,
    displayName: _t("Preview of a website form"),
    supportedTypes: ["text"],
});
registry.category("fields").add("crm_webform_source", {
    component: WebformSourceField,
    displayName: _t("HTML source to copy"),
    supportedTypes: ["text"],
});
