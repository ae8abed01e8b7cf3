import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";
import { session } from "@web/session";

class Customer extends models.Model {
    _name = "customer";
    name = fields.Char({ required: true });
    phone = fields.Char({ string: "Phone" });
    city = fields.Char({ string: "City" });
    street = fields.Char({ string: "Street" });
    is_company = fields.Boolean({ string: "Is a company" });
    position = fields.Char({ string: "Position" });
    comment = fields.Text({ string: "Comment" });
    vip = fields.Boolean({ string: "Important" });
    _records = [{ id: 1, name: "Anna", phone: "1", city: "Kyiv", position: "Boss" }];
}
defineMailModels();
defineModels([Customer]);

const ARCH = `
<form js_class="crm_card_form" crm_card="my.card">
    <sheet>
        <div class="oe_title"><field name="is_company"/></div>
        <group>
            <group>
                <field name="name"/>
                <field name="phone"/>
                <field name="position" invisible="is_company"/>
            </group>
            <group string="Where">
                <label for="street" string="Address"/>
                <div>
                    <field name="street"/>
                    <field name="city"/>
                </div>
            </group>
        </group>
        <notebook>
            <page string="About" name="about">
                <field name="comment" nolabel="1"/>
            </page>
            <page string="Other" name="other">
                <field name="vip"/>
            </page>
        </notebook>
    </sheet>
</form>`;

let stored;

beforeEach(() => {
    stored = undefined;
    patchWithCleanup(user, {
        get settings() {
            return { id: 7, crm_card_fields: stored };
        },
        updateUserSettings(key, value) {
            stored = value;
        },
    });
    patchWithCleanup(session, { crm_card_fields: {} });
    onRpc("res.users", "has_group", () => false);
    onRpc("res.users.settings", "set_res_users_settings", ({ kwargs }) => {
        expect.step(JSON.stringify(kwargs.new_settings.crm_card_fields));
        return { id: 7 };
    });
});

async function mountCard(arch = ARCH, resId = 1) {
    await mountView({ type: "form", resModel: "customer", arch, resId });
}

const box = (name) => `.o_crm_card_fields_menu input[name=${name}]`;

test.tags("desktop");
test("the icon lists the fields by group and page, and hides what is unticked", async () => {
    await mountCard();
    expect("[name=phone]").toHaveCount(1);
    await contains(".o_crm_card_fields_toggle").click();
    expect(queryAllTexts(".o_crm_card_fields_section")).toEqual([
        "Main fields",
        "Where",
        "About",
        "Other",
    ]);
    expect(queryAllTexts(".o_crm_card_fields_list .form-check")).toEqual([
        "Name(always shown)",
        "Phone",
        "Position",
        "Address",
        "Comment",
        "Important",
    ]);
    await contains(box("phone")).click();
    expect("[name=phone]").toHaveCount(2, { message: "nothing happens before it is saved" });
    await contains(".o_crm_card_fields_save").click();
    expect(".o_crm_card_fields_menu").toHaveCount(0);
    expect(".o_form_view .o_field_widget[name=phone]").toHaveCount(0);
    expect(".o_form_label:contains(Phone)").toHaveCount(0);
    expect.verifySteps([`{"my.card":{"hidden":["phone"],"detailed":false}}`]);
});

test.tags("desktop");
test("a label takes what stands beside it along, and groups and pages that are empty go", async () => {
    stored = { "my.card": { hidden: ["street", "comment"] } };
    await mountCard();
    expect("[name=street]").toHaveCount(0);
    expect("[name=city]").toHaveCount(0);
    expect(".o_horizontal_separator:contains(Where)").toHaveCount(0);
    expect(queryAllTexts(".nav-link")).toEqual(["Other"]);
});

test.tags("desktop");
test("the view's own conditions stay", async () => {
    stored = { "my.card": { hidden: ["phone"] } };
    await mountCard();
    expect("[name=position]").toHaveCount(1);
    await contains(".o_field_widget[name=is_company] input").click();
    expect("[name=position]").toHaveCount(0);
    await contains(".o_crm_card_fields_toggle").click();
    expect(box("position")).toHaveCount(0, { message: "not a field of this record" });
});

test.tags("desktop");
test("a required field cannot be hidden", async () => {
    stored = { "my.card": { hidden: ["name", "city", "phone"] } };
    await mountCard(ARCH.replace(`name="phone"`, `name="phone" required="not is_company"`));
    expect("[name=name]").toHaveCount(1);
    expect("[name=phone]").toHaveCount(1);
    await contains(".o_crm_card_fields_toggle").click();
    expect(`${box("name")}:disabled:checked`).toHaveCount(1);
    expect(`${box("phone")}:disabled:checked`).toHaveCount(1);
    await contains(".o_field_widget[name=is_company] input").click();
    expect(".o_field_widget[name=phone]").toHaveCount(0, { message: "no longer required" });
});

test.tags("desktop");
test("a field with a wrong value comes back", async () => {
    class Visit extends models.Model {
        _name = "visit";
        name = fields.Char();
        count = fields.Integer();
        _records = [{ id: 1, name: "Visit" }];
    }
    defineModels([Visit]);
    await mountView({
        type: "form",
        resModel: "visit",
        resId: 1,
        arch: `<form js_class="crm_card_form"><group><field name="name"/><field name="count"/></group></form>`,
    });
    await contains("[name=count] input").edit("many");
    await contains(".o_crm_card_fields_toggle").click();
    expect(`${box("count")}:disabled:checked`).toHaveCount(1);
});

test.tags("desktop");
test("Detailed shows everything until it is switched off, and is remembered", async () => {
    stored = { "my.card": { hidden: ["phone"] } };
    await mountCard();
    expect("[name=phone]").toHaveCount(0);
    await contains(".o_crm_card_fields_detailed input").click();
    expect("[name=phone]").toHaveCount(1);
    await contains(".o_crm_card_fields_detailed input").click();
    expect("[name=phone]").toHaveCount(0);
    expect.verifySteps([
        `{"my.card":{"hidden":["phone"],"detailed":true}}`,
        `{"my.card":{"hidden":["phone"],"detailed":false}}`,
    ]);
});

test.tags("desktop");
test("without a choice of their own users get the company's, and Reset brings it back", async () => {
    session.crm_card_fields = { [user.activeCompany?.id]: { "my.card": ["city", "position"] } };
    stored = { other: { hidden: ["x"] } };
    await mountCard();
    expect("[name=position]").toHaveCount(0);
    await contains(".o_crm_card_fields_toggle").click();
    await contains(box("position")).click();
    await contains(box("phone")).click();
    await contains(".o_crm_card_fields_save").click();
    expect("[name=position]").toHaveCount(1);
    expect("[name=phone]").toHaveCount(0);
    await contains(".o_crm_card_fields_toggle").click();
    await contains(".o_crm_card_fields_reset").click();
    expect("[name=position]").toHaveCount(0);
    expect("[name=phone]").toHaveCount(1);
    expect.verifySteps([
        `{"other":{"hidden":["x"]},"my.card":{"hidden":["city","phone"],"detailed":false}}`,
        `{"other":{"hidden":["x"]}}`,
    ]);
});

test.tags("desktop");
test("only administrators choose for everyone", async () => {
    await mountCard();
    await contains(".o_crm_card_fields_toggle").click();
    expect(".o_crm_card_fields_default").toHaveCount(0);
});

test.tags("desktop");
test("an administrator saves the choice as everyone's default", async () => {
    onRpc("res.users", "has_group", () => true);
    onRpc("res.company", "action_crm_set_card_default", ({ args }) => {
        expect.step(JSON.stringify(args.slice(1)));
        return { "my.card": args[2] };
    });
    await mountCard();
    await contains(".o_crm_card_fields_toggle").click();
    await contains(box("phone")).click();
    await contains(".o_crm_card_fields_default").click();
    expect("[name=phone]").toHaveCount(0);
    expect.verifySteps([`["my.card",["phone"]]`, `{}`]);
});

test.tags("mobile");
test("on a phone the switch is in the menu", async () => {
    stored = { "my.card": { hidden: ["phone"] } };
    await mountCard();
    expect(".o_crm_card_fields_detailed").toHaveCount(0);
    await contains(".o_crm_card_fields_toggle").click();
    await contains(".o_crm_card_fields_detailed input").click();
    expect(".o_form_view .o_field_widget[name=phone]").toHaveCount(1);
    expect.verifySteps([`{"my.card":{"hidden":["phone"],"detailed":true}}`]);
});
