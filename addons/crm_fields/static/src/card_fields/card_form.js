import { useState, useSubEnv } from "@odoo/owl";
import { CrmFormController } from "@crm_core/form/crm_form_controller";
import { crmFormView } from "@crm_core/form/crm_form_view";
import { patch } from "@web/core/utils/patch";
import { CardFields } from "./card_fields";
import { CardFieldsMenu } from "./card_fields_menu";
import { markCard, readMark } from "./card_items";

const { Compiler, Renderer } = crmFormView;

export class CardFieldsCompiler extends Compiler {
    compile(key, params) {
        this.templates = { ...this.templates, [key]: markCard(this.templates[key].cloneNode(true)) };
        return super.compile(key, params);
    }
}

export class CardFieldsRenderer extends Renderer {
    setup() {
        super.setup();
        const cardFields = this.env.crmCardFields && useState(this.env.crmCardFields);
        const evaluate = this.evaluateBooleanExpr;
        this.evaluateBooleanExpr = (marked, context) => {
            const { names, expr } = readMark(marked);
            const isHidden =
                names.length &&
                cardFields &&
                names.every((name) => cardFields.isHidden(name, this.props.record));
            return isHidden || (expr ? evaluate(expr, context) : false);
        };
    }
}

// in place: every view that is built on the card form gets the choice of fields
patch(crmFormView, { Compiler: CardFieldsCompiler, Renderer: CardFieldsRenderer });

patch(CrmFormController, {
    components: { ...CrmFormController.components, CardFieldsMenu },
});

patch(CrmFormController.prototype, {
    setup() {
        super.setup();
        this.cardFields = useState(new CardFields(this.archInfo.xmlDoc, this.props.resModel));
        useSubEnv({ crmCardFields: this.cardFields });
    },
});
