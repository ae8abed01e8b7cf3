import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { CrmCreateMenu } from "@crm_core/create_menu/create_menu";

defineMailModels();

test.tags("desktop");
test("the Create button offers what the installed addons can create", async () => {
    onRpc("has_group", () => true);
    mockService("action", {
        doAction: (action) => expect.step(action.tag || action),
    });
    await mountWithCleanup(CrmCreateMenu);
    await contains(".o_crm_create").click();
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item").slice(0, 4)).toEqual([
        "Person",
        "Company",
        "Lead",
        "Deal",
    ]);
    await contains(".o_crm_create_company").click();
    expect.verifySteps(["crm_core.res_partner_action_create_company"]);
    await contains(".o_crm_more").click();
    await contains(".o_crm_more_import_contacts").click();
    expect.verifySteps(["import"]);
});

test.tags("desktop");
test("without the CRM role there is no Create button", async () => {
    onRpc("has_group", () => false);
    await mountWithCleanup(CrmCreateMenu);
    expect(".o_crm_create").toHaveCount(0);
});
