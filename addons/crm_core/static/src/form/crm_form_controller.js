import { executeButtonCallback } from "@web/views/view_button/view_button_hook";
import { FormController } from "@web/views/form/form_controller";

/** A form that, while a record is being created, offers "Save" and "Save and create new" in words. */
export class CrmFormController extends FormController {
    static template = "crm_core.FormView";

    get showCreationButtons() {
        return this.canCreate && this.model.root.isNew && !this.env.inDialog;
    }

    /** Save the new record and leave an empty form open; stay on the record when it cannot be saved. */
    saveAndCreateNew() {
        return executeButtonCallback(this.ui.activeElement, async () => {
            const saved = await this.save({ reload: false });
            if (saved) {
                await this.model.load({ resId: false });
            }
        });
    }
}
