import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";

class Customer extends models.Model {
    _name = "customer";
    name = fields.Char();
    city = fields.Char();
    _records = [
        { id: 1, name: "Anna", city: "Kyiv" },
        { id: 2, name: "Boris", city: "Lviv" },
    ];
}
defineMailModels();

class IrExports extends models.Model {
    _name = "ir.exports";
    name = fields.Char();
}
defineModels([Customer, IrExports]);

const ARCH = `<list js_class="crm_card_list"><field name="name"/><field name="city"/></list>`;

const openRowMenu = (row) => contains(`.o_data_row:eq(${row}) .o_crm_row_menu button`).click();

test.tags("desktop");
test("each row has a menu with edit, duplicate and delete", async () => {
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    expect(".o_crm_row_menu").toHaveCount(2);
    await openRowMenu(0);
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual([
        "Edit",
        "Duplicate",
        "Export",
        "Delete",
    ]);
});

test.tags("desktop");
test("opening the menu does not open the record; Edit does", async () => {
    let opened = null;
    await mountView({
        type: "list",
        resModel: "customer",
        arch: ARCH,
        selectRecord: (resId) => (opened = resId),
    });
    await openRowMenu(1);
    expect(opened).toBe(null);
    await contains(".o_crm_row_action_edit").click();
    expect(opened).toBe(2);
});

test.tags("desktop");
test("Delete asks first and deletes that row only", async () => {
    onRpc("unlink", ({ args }) => expect.step(args[0]));
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    await openRowMenu(0);
    await contains(".o_crm_row_action_delete").click();
    expect.verifySteps([]);
    expect(".modal-title").toHaveText("Delete");
    await contains(".modal-footer .btn-primary").click();
    expect.verifySteps([[1]]);
    expect(queryAllTexts(".o_data_row .o_data_cell[name=name]")).toEqual(["Boris"]);
});

test.tags("desktop");
test("a list without deletion offers none; a grouped list has the menu too", async () => {
    await mountView({
        type: "list",
        resModel: "customer",
        arch: ARCH.replace("<list", '<list delete="0" duplicate="0" default_group_by="city" expand="1"'),
    });
    await openRowMenu(0);
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual(["Edit", "Export"]);
});

test.tags("desktop");
test("Export offers to export that row alone", async () => {
    onRpc("/web/export/formats", () => [{ tag: "csv", label: "CSV" }]);
    onRpc("/web/export/get_fields", async (request) => {
        const { params } = await request.json();
        expect.step(params.domain);
        return [{ id: "name", string: "Name", value: "name" }];
    });
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    await contains(".o_data_row:eq(1) .o_list_record_selector input").click();
    await openRowMenu(0);
    await contains(".o_crm_row_action_export").click();
    expect(".o_export_data_dialog, .o_export").toHaveCount(1);
    expect.verifySteps([[["id", "in", [1]]]]);
});

test.tags("desktop");
test("other addons add entries through the registry", async () => {
    const actions = registry.category("crm_list_row_actions");
    actions.add("call", {
        description: "Call",
        icon: "fa fa-phone",
        isAvailable: ({ record }) => record.data.name === "Anna",
        callback: ({ record }) => expect.step(`call ${record.resId}`),
    });
    await mountView({ type: "list", resModel: "customer", arch: ARCH });
    await openRowMenu(0);
    await contains(".o_crm_row_action_call").click();
    expect.verifySteps(["call 1"]);
    await openRowMenu(1);
    expect(".o_crm_row_action_call").toHaveCount(0);
    actions.remove("call");
});
