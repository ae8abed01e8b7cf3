import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useSpecialData } from "@web/views/fields/relational_utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * All stages of the record's funnel side by side, each in its colour, however many there are.
 *
 * The host's status bar folds what does not fit into a drop-down; a deal should show its whole way.
 */
export class StageBarField extends Component {
    static template = "crm_core.StageBarField";
    static props = { ...standardFieldProps };

    setup() {
        this.stageData = useSpecialData((orm, { record }) => {
            const funnel = record.data.funnel_id;
            const stage = record.data.stage_id;
            const domain = funnel
                ? [["funnel_id", "=", funnel.id]]
                : [["funnel_id", "=", false], ["team_ids", "=", false]];
            return orm.searchRead(
                "crm.stage",
                stage ? ["|", ["id", "=", stage.id], ...(domain.length > 1 ? ["&"] : []), ...domain] : domain,
                ["display_name", "hex_color", "probability", "status"]
            );
        });
    }

    get segments() {
        const current = this.props.record.data[this.props.name];
        const stages = this.stageData.data;
        const position = stages.findIndex((stage) => stage.id === current?.id);
        const isLost = stages[position]?.status === "lost";
        return stages.map((stage, index) => {
            const isCurrent = index === position;
            const isReached = isCurrent || (index < position && !isLost && stage.status === "open");
            return {
                id: stage.id,
                label: stage.display_name,
                tooltip: _t("%(stage)s: %(probability)s %", {
                    stage: stage.display_name,
                    probability: stage.probability,
                }),
                isCurrent,
                isReached,
                style: isReached && stage.hex_color ? `--crm-stage-color: ${stage.hex_color}` : "",
            };
        });
    }

    async onSelected(segment) {
        if (this.props.readonly || segment.isCurrent) {
            return;
        }
        const { name, record } = this.props;
        await record.update({ [name]: { id: segment.id, display_name: segment.label } });
        if (!record.isNew) {
            await record.save();
        }
    }
}

registry.category("fields").add("crm_stage_bar", {
    component: StageBarField,
    displayName: _t("Stage bar"),
    supportedTypes: ["many2one"],
    fieldDependencies: [{ name: "funnel_id", type: "many2one" }],
    isEmpty: () => false,
});
