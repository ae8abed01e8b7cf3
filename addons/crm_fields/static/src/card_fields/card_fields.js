import { rpc } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { isLocked, offeredNode, readCardItems } from "./card_items";

const SETTING = "crm_card_fields";

/** What one card shows to this user. Stored in the user's settings; hidden is not secret. */
export class CardFields {
    /**
     * @param {Element} root the form's arch
     * @param {string} resModel
     */
    constructor(root, resModel) {
        this.root = root;
        this.card = root.getAttribute("crm_card") || resModel;
        this.items = readCardItems(root);
        this.byName = Object.fromEntries(this.items.map((item) => [item.name, item]));
        this.load();
    }

    load() {
        const { hidden, detailed } = user.settings[SETTING]?.[this.card] || {};
        this.hidden = hidden || this.defaultHidden;
        this.isOwn = Boolean(hidden);
        this.detailed = Boolean(detailed);
    }

    get defaultHidden() {
        return session[SETTING]?.[user.activeCompany?.id]?.[this.card] || [];
    }

    isHidden(name, record) {
        return (
            !this.detailed &&
            this.hidden.includes(name) &&
            name in this.byName &&
            !isLocked(this.byName[name], record)
        );
    }

    /** Items that the card has for this record, with label and whether they must stay. */
    offered(record) {
        return this.items.flatMap((item) => {
            const node = offeredNode(item, this.root, record);
            const label = node && item.labels.get(node)?.trim();
            const { string } = record.fields[item.name] || record.fields[item.fields[0]];
            return node
                ? [{ ...item, label: label || string, locked: isLocked(item, record) }]
                : [];
        });
    }

    hasHidden(record) {
        return this.items.some(
            (item) =>
                this.hidden.includes(item.name) &&
                !isLocked(item, record) &&
                offeredNode(item, this.root, record)
        );
    }

    async setHidden(hidden) {
        await this.store({ hidden, detailed: false });
    }

    async setDetailed(detailed) {
        await this.store({ ...user.settings[SETTING]?.[this.card], detailed });
    }

    async reset() {
        await this.store(null);
    }

    async setDefault(hidden) {
        const company = user.activeCompany.id;
        session[SETTING] = {
            ...session[SETTING],
            [company]: await rpc("/web/dataset/call_kw/res.company/action_crm_set_card_default", {
                model: "res.company",
                method: "action_crm_set_card_default",
                args: [[company], this.card, hidden],
                kwargs: {},
            }),
        };
        await this.reset();
    }

    async store(entry) {
        const all = { ...user.settings[SETTING] };
        delete all[this.card];
        if (entry) {
            all[this.card] = entry;
        }
        await user.setUserSettings(SETTING, all);
        // an unchanged setting is not sent back
        user.updateUserSettings(SETTING, all);
        this.load();
    }
}
