import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { CrmListRenderer } from "./crm_list_renderer";

export const crmListView = { ...listView, Renderer: CrmListRenderer };

registry.category("views").add("crm_card_list", crmListView);
