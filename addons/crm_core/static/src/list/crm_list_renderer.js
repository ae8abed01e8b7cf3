import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListRenderer } from "@web/views/list/list_renderer";
import { useDeleteRecords } from "@web/views/view_hook";

/**
 * A list whose rows end in a menu with what can be done to that one record.
 *
 * Other addons add entries through the registry category `crm_list_row_actions`; an entry is
 * `{ description, icon, callback(params), isAvailable(params)?, class? }` where `params` holds the
 * `record`, the `list` and the services `action`, `orm` and `dialog`.
 */
export class CrmListRenderer extends ListRenderer {
    static template = "crm_core.ListRenderer";
    static recordRowTemplate = "crm_core.ListRenderer.RecordRow";
    static components = { ...ListRenderer.components, Dropdown, DropdownItem };

    setup() {
        super.setup();
        this.actionService = useService("action");
        this.deleteRecordsWithConfirmation = useDeleteRecords(this.props.list.model);
        this.rowActionRegistry = registry.category("crm_list_row_actions");
    }

    get hasActionsColumn() {
        return true;
    }

    rowActionParams(record) {
        return {
            record,
            list: this.props.list,
            activeActions: this.props.archInfo.activeActions,
            renderer: this,
            crmList: this.env.crmList,
            action: this.actionService,
            orm: this.orm,
            dialog: this.dialogService,
        };
    }

    rowActions(record) {
        const params = this.rowActionParams(record);
        return this.rowActionRegistry
            .getEntries()
            .filter(([, entry]) => !entry.isAvailable || entry.isAvailable(params))
            .map(([key, entry]) => ({
                key,
                description: entry.description.toString(),
                icon: entry.icon,
                class: entry.class || "",
                onSelected: () => entry.callback(params),
            }));
    }
}
