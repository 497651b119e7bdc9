import { DomUtils, parseDocument } from 'htmlparser2';

type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number];

/** A form as a browser without JavaScript would send it. */
export type PageForm = {
  action: string;
  method: string;
  fields: [string, string][];
  buttons: { name: string; value: string; text: string }[];
};

/** Every form of a page, with the values that its fields have. */
export function readForms(html: string): PageForm[] {
  const document = parseDocument(html);
  const forms = DomUtils.getElementsByTagName('form', document);
  const allButtons = DomUtils.getElementsByTagName('button', document);
  return forms.map((form) => ({
    action: form.attribs.action ?? '',
    method: (form.attribs.method ?? 'get').toLowerCase(),
    fields: DomUtils.findAll((element) => isField(element), form.children).flatMap(readField),
    buttons: allButtons
      .filter((button) => isButtonOf(button, form))
      .map((button) => ({
        name: button.attribs.name ?? '',
        value: button.attribs.value ?? '',
        text: DomUtils.textContent(button).trim(),
      })),
  }));
}

/** By its place, or by naming the form from elsewhere on the page. */
function isButtonOf(button: Element, form: Element): boolean {
  if (button.attribs.type === 'button') return false;
  if (button.attribs.form !== undefined) return button.attribs.form === form.attribs.id;
  return DomUtils.getElementsByTagName('button', form).includes(button);
}

function isField(element: Element): boolean {
  return (
    ['input', 'select', 'textarea'].includes(element.name) &&
    Boolean(element.attribs.name) &&
    !('disabled' in element.attribs)
  );
}

function readField(element: Element): [string, string][] {
  const { name = '', type = 'text', value } = element.attribs;
  if (element.name === 'textarea') return [[name, DomUtils.textContent(element)]];
  if (element.name === 'select') {
    const options = DomUtils.getElementsByTagName('option', element);
    const chosen = options.find((option) => 'selected' in option.attribs) ?? options[0];
    return chosen ? [[name, chosen.attribs.value ?? DomUtils.textContent(chosen)]] : [];
  }
  if (type === 'checkbox' || type === 'radio') return 'checked' in element.attribs ? [[name, value ?? 'on']] : [];
  if (type === 'submit' || type === 'button') return [];
  return [[name, value ?? '']];
}
