import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const rowActions = registry.category("crm_list_row_actions");

const THREAD_MODELS = ["res.partner", "crm.lead"];

/** Open the host's composer on one record, as an internal note or as an email. */
export function openComposer({ record, action }, { note }) {
    return action.doAction(
        {
            type: "ir.actions.act_window",
            name: note ? _t("Write a note") : _t("Send an email"),
            res_model: "mail.compose.message",
            views: [[false, "form"]],
            target: "new",
            context: {
                default_model: record.resModel,
                default_res_ids: [record.resId],
                default_composition_mode: "comment",
                default_subtype_xmlid: note ? "mail.mt_note" : "mail.mt_comment",
                default_notify_author: false,
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
