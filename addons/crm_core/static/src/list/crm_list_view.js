import { useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { CrmListRenderer } from "./crm_list_renderer";

export class CrmListController extends ListController {
    setup() {
        super.setup();
        useSubEnv({
            // what a row's menu needs from the list around it
            crmList: {
                canExport: () => this.isExportEnable,
                exportRecord: (record) => {
                    this.model.root.selection.forEach((other) => other.toggleSelection(false));
                    record.toggleSelection(true);
                    return this.exportRecords();
                },
            },
        });
    }
}

export const crmListView = { ...listView, Controller: CrmListController, Renderer: CrmListRenderer };

registry.category("views").add("crm_card_list", crmListView);
