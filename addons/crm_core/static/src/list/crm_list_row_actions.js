import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const rowActions = registry.category("crm_list_row_actions");

const THREAD_MODELS = ["res.partner", "crm.lead"];

/**
 * Open the host's composer on one record, as an internal note or as an email.
 *
 * A lead has an address but no contact yet. The host's "mass mail" mode writes to the address of the
 * record itself, where its "comment" mode would first make a contact of it.
 */
export function openComposer({ record, action }, { note }) {
    const isPartner = record.resModel === "res.partner";
    return action.doAction(
        {
            type: "ir.actions.act_window",
            name: note ? _t("Write a note") : _t("Send an email"),
            res_model: "mail.compose.message",
            views: [[false, "form"]],
            target: "new",
            context: {
                // otherwise the composer asks for recipients, of a note too
                clicked_on_full_composer: note,
                default_composition_mode: note || isPartner ? "comment" : "mass_mail",
                default_model: record.resModel,
                default_partner_ids: !note && isPartner ? [record.resId] : [],
                default_res_ids: [record.resId],
                default_subtype_xmlid: note ? "mail.mt_note" : "mail.mt_comment",
            },
        },
        { onClose: () => record.model.load() }
    );
}

rowActions.add(
    "edit",
    {
        description: _t("Edit"),
        icon: "fa fa-pencil",
        isAvailable: ({ activeActions }) => activeActions.edit,
        callback: ({ renderer, record }) => renderer.props.openRecord(record),
    },
    { sequence: 10 }
);

rowActions.add(
    "duplicate",
    {
        description: _t("Duplicate"),
        icon: "fa fa-clone",
        isAvailable: ({ activeActions }) => activeActions.create && activeActions.duplicate,
        callback: ({ list, record }) => list.duplicateRecords([record]),
    },
    { sequence: 20 }
);

rowActions.add(
    "note",
    {
        description: _t("Write a note"),
        icon: "fa fa-sticky-note-o",
        isAvailable: ({ record }) => THREAD_MODELS.includes(record.resModel),
        callback: (params) => openComposer(params, { note: true }),
    },
    { sequence: 30 }
);

rowActions.add(
    "email",
    {
        description: _t("Send an email"),
        icon: "fa fa-envelope-o",
        isAvailable: ({ record }) => THREAD_MODELS.includes(record.resModel),
        callback: (params) => openComposer(params, { note: false }),
    },
    { sequence: 40 }
);

rowActions.add(
    "export",
    {
        description: _t("Export"),
        icon: "fa fa-upload",
        isAvailable: ({ crmList }) => crmList?.canExport(),
        callback: ({ crmList, record }) => crmList.exportRecord(record),
    },
    { sequence: 50 }
);

rowActions.add(
    "import",
    {
        description: _t("Import"),
        icon: "fa fa-download",
        isAvailable: ({ activeActions, record }) =>
            activeActions.create && THREAD_MODELS.includes(record.resModel),
        callback: ({ action, record, list }) =>
            action.doAction({
                type: "ir.actions.client",
                tag: "import",
                params: { active_model: record.resModel, context: list.context },
            }),
    },
    { sequence: 60 }
);

rowActions.add(
    "delete",
    {
        description: _t("Delete"),
        icon: "fa fa-trash-o",
        class: "text-danger",
        isAvailable: ({ activeActions }) => activeActions.delete,
        callback: ({ renderer, record }) =>
            renderer.deleteRecordsWithConfirmation({ title: _t("Delete") }, [record]),
    },
    { sequence: 100 }
);
