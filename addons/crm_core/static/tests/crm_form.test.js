import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Customer extends models.Model {
    _name = "customer";
    name = fields.Char({ required: true });
    _records = [{ id: 1, name: "Anna" }];
}
defineMailModels();
defineModels([Customer]);

const ARCH = `<form js_class="crm_card_form"><sheet><field name="name"/></sheet></form>`;

test.tags("desktop");
test("an existing record offers New, a new one Save and Save and create new", async () => {
    await mountView({ type: "form", resModel: "customer", arch: ARCH, resId: 1 });
    expect(".o_form_button_create").toHaveCount(1);
    expect(".o_crm_form_save_new").toHaveCount(0);
    await contains(".o_form_button_create").click();
    expect(".o_form_button_create").toHaveCount(0);
    expect(".o_crm_form_save").toHaveText("Save");
    expect(".o_crm_form_save_new").toHaveText("Save and create new");
});

test.tags("desktop");
test("Save and create new saves and opens an empty form", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1].name));
    await mountView({ type: "form", resModel: "customer", arch: ARCH });
    await contains("[name=name] input").edit("Boris");
    await contains(".o_crm_form_save_new").click();
    expect.verifySteps(["Boris"]);
    expect("[name=name] input").toHaveValue("");
    expect(".o_crm_form_save_new").toHaveCount(1);
});

test.tags("desktop");
test("what cannot be saved stays on the screen", async () => {
    onRpc("web_save", () => expect.step("web_save"));
    await mountView({ type: "form", resModel: "customer", arch: ARCH });
    await contains(".o_crm_form_save_new").click();
    expect.verifySteps([]);
    expect("[name=name]").toHaveClass("o_field_invalid");
});
