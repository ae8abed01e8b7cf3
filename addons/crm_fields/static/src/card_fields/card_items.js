import { evaluateBooleanExpr } from "@web/core/py_js/py";

const MARK = /^crm_card_fields:([\w.,]+)\|/;
const ELSEWHERE = "header, footer, button, .oe_button_box, [name='button_box']";
// what keeps a page or a group on the screen when all its fields are hidden
const CONTENT = "field, widget, chatter, .alert";

/**
 * What a user can show or hide on a card: a field, or a label with the fields beside it.
 *
 * @typedef {Object} CardItem
 * @property {string} name the field's name, under which the choice is stored
 * @property {Element[]} nodes the elements that disappear with it
 * @property {string[]} fields names of the fields that are shown in them
 * @property {Map<Element, string|null>} labels the view's own label of each of these elements
 * @property {Element} holder the page or group it stands in
 */

function isTrue(value) {
    return ["1", "True", "true"].includes(value);
}

function lineage(node, root) {
    const nodes = [];
    for (let current = node; current && current !== root; current = current.parentElement) {
        nodes.push(current);
    }
    return nodes;
}

function isNeverShown(node, root) {
    return lineage(node, root).some((element) => isTrue(element.getAttribute("invisible")));
}

/** The child of the group or page around a field that holds it: the field itself, or a box. */
function boxOf(node, holder) {
    return lineage(node, holder).at(-1);
}

function labelBefore(box) {
    const label = box.previousElementSibling;
    return label?.tagName === "label" && label.hasAttribute("for") ? label : null;
}

/**
 * @param {Element} root a form's arch
 * @returns {CardItem[]} in the order of the form; a field that stands there twice is one item
 */
export function readCardItems(root) {
    const items = new Map();
    for (const node of root.querySelectorAll("field")) {
        const holder = node.parentElement.closest("group, page");
        const isInner = node.parentElement.closest("field") || node.closest(ELSEWHERE);
        if (!holder || isInner || isNeverShown(node, root)) {
            continue;
        }
        const fieldName = node.getAttribute("name");
        const box = boxOf(node, holder);
        const label = labelBefore(box);
        const name = label ? label.getAttribute("for") : fieldName;
        if (!items.has(name)) {
            items.set(name, { name, labels: new Map(), fields: new Set(), holder });
        }
        const item = items.get(name);
        for (const element of label ? [label, box] : [node]) {
            item.labels.set(element, (label || node).getAttribute("string"));
        }
        item.fields.add(fieldName);
    }
    return [...items.values()].map((item) => ({
        ...item,
        nodes: [...item.labels.keys()],
        fields: [...item.fields],
    }));
}

/**
 * Mark in a form's arch what each choice hides: the items' elements, and the pages and groups that
 * hold nothing else. The mark stands before the condition that the view itself gives.
 *
 * @param {Element} root changed in place
 * @returns {Element}
 */
export function markCard(root) {
    const items = readCardItems(root);
    for (const item of items) {
        for (const node of item.nodes) {
            mark(node, [item.name]);
        }
    }
    for (const container of root.querySelectorAll("group, page")) {
        if (container.closest(`field, ${ELSEWHERE}`)) {
            continue;
        }
        const inside = items.filter((item) => item.nodes.some((node) => container.contains(node)));
        const nodes = inside.flatMap((item) => item.nodes);
        const others = [...container.querySelectorAll(CONTENT)].filter(
            (element) =>
                !element.parentElement.closest("field") &&
                !nodes.some((node) => node.contains(element)) &&
                !isNeverShown(element, root)
        );
        if (inside.length && !others.length) {
            mark(
                container,
                inside.map((item) => item.name)
            );
        }
    }
    return root;
}

function mark(node, names) {
    node.setAttribute(
        "invisible",
        `crm_card_fields:${names.join(",")}|${node.getAttribute("invisible") || ""}`
    );
}

/**
 * @param {string} expr an "invisible" condition, marked or not
 * @returns {{ names: string[], expr: string }}
 */
export function readMark(expr) {
    const found = MARK.exec(expr || "");
    return found
        ? { names: found[1].split(","), expr: expr.slice(found[0].length) }
        : { names: [], expr };
}

/**
 * The element of an item that the view itself shows on this record, whatever the user chose.
 *
 * @returns {Element|undefined}
 */
export function offeredNode(item, root, record) {
    const context = record.evalContextWithVirtualIds;
    return item.nodes.find((node) =>
        lineage(node, root).every((element) => {
            const invisible = element.getAttribute("invisible");
            return !invisible || !evaluateBooleanExpr(invisible, context);
        })
    );
}

/** Whether an item must stay on the screen: something in it is required now, or wrong. */
export function isLocked(item, record) {
    return item.fields.some(
        (name) =>
            record.fields[name]?.required ||
            record.isFieldInvalid(name) ||
            evaluateBooleanExpr(
                record.activeFields[name]?.required || "False",
                record.evalContextWithVirtualIds
            )
    );
}
