import { Component, onWillStart, useState } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

/** The settings icon of a card: a list of its fields with checkboxes, and the "Detailed" switch. */
export class CardFieldsMenu extends Component {
    static template = "crm_fields.CardFieldsMenu";
    static components = { CheckBox, Dropdown };
    static props = { cardFields: Object, record: Object };

    setup() {
        this.cardFields = useState(this.props.cardFields);
        this.dropdown = useDropdownState();
        this.draft = useState({ hidden: {} });
        onWillStart(async () => {
            this.isAdmin = await user.hasGroup("crm_access.group_crm_admin");
        });
    }

    /** Fields by page or group, in the order of the card. */
    get sections() {
        const sections = new Map();
        for (const item of this.cardFields.offered(this.props.record)) {
            const title = this.titleOf(item);
            if (!sections.has(title)) {
                sections.set(title, { title, items: [] });
            }
            sections.get(title).items.push(item);
        }
        return [...sections.values()];
    }

    titleOf({ holder }) {
        const parts = [];
        for (let node = holder; node; node = node.parentElement?.closest("group, page")) {
            if (node.getAttribute("string")) {
                parts.unshift(node.getAttribute("string"));
            }
        }
        return parts.join(" · ") || _t("Main fields");
    }

    get showDetailed() {
        return this.cardFields.detailed || this.cardFields.hasHidden(this.props.record);
    }

    start() {
        this.draft.hidden = Object.fromEntries(
            this.cardFields.hidden.map((name) => [name, true])
        );
    }

    toggle(name, shown) {
        this.draft.hidden[name] = !shown;
    }

    get chosen() {
        return Object.keys(this.draft.hidden).filter((name) => this.draft.hidden[name]);
    }

    async save() {
        await this.cardFields.setHidden(this.chosen);
        this.dropdown.close();
    }

    async saveForAll() {
        await this.cardFields.setDefault(this.chosen);
        this.dropdown.close();
    }

    async reset() {
        await this.cardFields.reset();
        this.dropdown.close();
    }
}
