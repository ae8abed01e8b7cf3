import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Category extends models.Model {
    _name = "category";
    name = fields.Char();
    _records = [{ id: 1, name: "Phone call" }];
}

class Task extends models.Model {
    _name = "task";
    name = fields.Char();
    category_id = fields.Many2one({ relation: "category" });
    icon = fields.Char();
    status = fields.Selection({
        selection: [
            ["open", "Open"],
            ["closed", "Closed"],
        ],
    });
    _records = [
        { id: 1, name: "Call", category_id: 1, icon: "fa-phone", status: "open" },
        { id: 2, name: "Write", icon: false, status: "closed" },
    ];
}
defineMailModels();
defineModels([Category, Task]);

test.tags("desktop");
test("the status is switched right in the list and saved at once", async () => {
    onRpc("task", "web_save", ({ args }) => expect.step(args));
    await mountView({
        type: "list",
        resModel: "task",
        arch: `<list><field name="name"/><field name="status" widget="crm_task_status"/></list>`,
    });
    expect(queryAllTexts(".o_crm_task_status")).toEqual(["Open", "Closed"]);
    await contains(".o_data_row:eq(0) .o_crm_task_status").click();
    expect(queryAllTexts(".o_crm_task_status_menu .dropdown-item")).toEqual(["Open", "Closed"]);
    await contains(".o_crm_task_status_menu .dropdown-item:contains(Closed)").click();
    expect.verifySteps([[[1], { status: "closed" }]]);
    expect(queryAllTexts(".o_crm_task_status")).toEqual(["Closed", "Closed"]);
});

test.tags("desktop");
test("who may not edit a task sees its status without the arrow", async () => {
    await mountView({
        type: "list",
        resModel: "task",
        arch: `<list><field name="status" widget="crm_task_status" readonly="1"/></list>`,
    });
    expect("button.o_crm_task_status").toHaveCount(0);
    expect("span.o_crm_task_status").toHaveCount(2);
});

test.tags("desktop");
test("a category is shown by its icon, with its name as tooltip", async () => {
    await mountView({
        type: "list",
        resModel: "task",
        arch: `<list><field name="category_id"/><field name="icon" widget="crm_icon" options="{'title_field': 'category_id'}"/></list>`,
    });
    expect(".o_data_row:eq(0) i.fa-phone").toHaveAttribute("title", "Phone call");
    expect(".o_data_row:eq(1) td[name=icon] i").toHaveCount(0);
});
