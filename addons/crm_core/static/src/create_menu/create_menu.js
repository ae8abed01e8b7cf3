import { Component, onWillStart, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { NavBar } from "@web/webclient/navbar/navbar";

/**
 * The Create button beside the app's name, on every page, for whoever has the CRM role.
 *
 * Addons add entries to the registry categories `crm_create_items` and `crm_more_actions`; an entry is
 * `{ description, icon, action, groups? }` with `action` the xml id of a window action, an action
 * description, or a function of the environment that returns one.
 */
export class CrmCreateMenu extends Component {
    static template = "crm_core.CreateMenu";
    static components = { Dropdown, DropdownItem };
    static props = {};

    setup() {
        this.actionService = useService("action");
        this.state = useState({ create: [], more: [] });
        onWillStart(async () => {
            if (!(await user.hasGroup("crm_access.group_crm_user"))) {
                return;
            }
            this.state.create = await this.loadItems("crm_create_items");
            this.state.more = await this.loadItems("crm_more_actions");
        });
    }

    async loadItems(category) {
        const entries = registry.category(category).getEntries();
        const allowed = await Promise.all(
            entries.map(([, entry]) => !entry.groups || user.hasGroup(entry.groups))
        );
        return entries.filter((_, index) => allowed[index]).map(([key, entry]) => ({ key, ...entry }));
    }

    onSelected(item) {
        const action = typeof item.action === "function" ? item.action(this.env) : item.action;
        return this.actionService.doAction(action, { additionalContext: item.context || {} });
    }
}

NavBar.components = { ...NavBar.components, CrmCreateMenu };
