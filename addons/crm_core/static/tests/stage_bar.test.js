import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Funnel extends models.Model {
    _name = "crm.funnel";
    name = fields.Char();
    _records = [
        { id: 1, name: "Sales" },
        { id: 2, name: "Service" },
    ];
}

class Stage extends models.Model {
    _name = "crm.stage";
    name = fields.Char();
    funnel_id = fields.Many2one({ relation: "crm.funnel" });
    hex_color = fields.Char();
    probability = fields.Float();
    status = fields.Selection({
        selection: [
            ["open", "Open"],
            ["won", "Won"],
            ["lost", "Lost"],
        ],
    });
    _records = [
        { id: 1, name: "First", funnel_id: 1, hex_color: "#e795c1", probability: 1, status: "open" },
        { id: 2, name: "Second", funnel_id: 1, hex_color: "#df7895", probability: 50, status: "open" },
        { id: 3, name: "Won", funnel_id: 1, hex_color: "#6bbd72", probability: 100, status: "won" },
        { id: 4, name: "Lost", funnel_id: 1, hex_color: "#f2a9be", probability: 0, status: "lost" },
        { id: 5, name: "Elsewhere", funnel_id: 2, probability: 5, status: "open" },
    ];
}

class Deal extends models.Model {
    _name = "deal";
    funnel_id = fields.Many2one({ relation: "crm.funnel" });
    stage_id = fields.Many2one({ relation: "crm.stage" });
    _records = [
        { id: 1, funnel_id: 1, stage_id: 2 },
        { id: 2, funnel_id: 1, stage_id: 4 },
    ];
}
defineMailModels();
defineModels([Funnel, Stage, Deal]);

const ARCH = `<form><field name="stage_id" widget="crm_stage_bar"/></form>`;

test.tags("desktop");
test("all stages of the record's funnel are shown, those behind it coloured", async () => {
    await mountView({ type: "form", resModel: "deal", arch: ARCH, resId: 1 });
    expect(queryAllTexts(".o_crm_stage")).toEqual(["First", "Second", "Won", "Lost"]);
    expect(queryAllTexts(".o_crm_stage.o_reached")).toEqual(["First", "Second"]);
    expect(".o_crm_stage.o_current").toHaveText("Second");
});

test.tags("desktop");
test("a lost record has no way behind it", async () => {
    await mountView({ type: "form", resModel: "deal", arch: ARCH, resId: 2 });
    expect(queryAllTexts(".o_crm_stage.o_reached")).toEqual(["Lost"]);
});

test.tags("desktop");
test("a click moves the record and saves it", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1].stage_id));
    await mountView({ type: "form", resModel: "deal", arch: ARCH, resId: 1 });
    await contains(".o_crm_stage[data-stage-id='3']").click();
    expect.verifySteps([3]);
    expect(".o_crm_stage.o_current").toHaveText("Won");
    await contains(".o_crm_stage[data-stage-id='3']").click();
    expect.verifySteps([]);
});

test.tags("desktop");
test("a readonly bar cannot be clicked", async () => {
    await mountView({
        type: "form",
        resModel: "deal",
        arch: ARCH.replace("/>", ' readonly="1"/>'),
        resId: 1,
    });
    expect(".o_crm_stage:disabled").toHaveCount(4);
});
