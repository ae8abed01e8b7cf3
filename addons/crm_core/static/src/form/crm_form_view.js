import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { CrmFormController } from "./crm_form_controller";

export const crmFormView = { ...formView, Controller: CrmFormController };

registry.category("views").add("crm_card_form", crmFormView);
