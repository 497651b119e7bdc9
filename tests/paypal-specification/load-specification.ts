import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';

type Schema = { [keyword: string]: unknown };
type Operation = {
  requestBody?: { required?: boolean; content: { 'application/json': { schema: Schema } } };
  responses: Record<string, { content?: { 'application/json': { schema: Schema } } }>;
};

export type Exchange = {
  method: string;
  path: string;
  requestBody: unknown;
  status: number;
  responseBody: unknown;
};

/** Tells what in an exchange PayPal's specification does not have; an empty list is good. */
export type Check = (exchange: Exchange) => string[];

/** One of PayPal's OpenAPI files, as a check. Undefined for a path that is not in it. */
export function loadSpecification(name: string): { check(exchange: Exchange): string[] | undefined } {
  const specification = JSON.parse(readFileSync(join(import.meta.dirname, `${name}.min.json`), 'utf8'));
  const paths: { [path: string]: { [method: string]: Operation } } = specification.paths;
  // OpenAPI's own keywords and PayPal's own formats are no JSON Schema; the patterns beside them are.
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false, unicodeRegExp: false });
  ajv.addSchema(specification, 'spec');

  function problemsOf(pointer: string, value: unknown): string[] {
    const validate = ajv.compile({ $ref: `spec#${pointer}` });
    if (!validate(value)) return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
    const schema = pointer
      .split('/')
      .slice(1)
      .reduce((node, part) => node[part.replaceAll('~1', '/').replaceAll('~0', '~')], specification);
    return findUnknown(schema, value, '');
  }

  /** The specification forbids no property, so a name it does not know would pass. */
  function findUnknown(schema: Schema, value: unknown, at: string): string[] {
    const parts = flatten(schema);
    if (Array.isArray(value)) {
      const items = parts.flatMap((part) => (part.items ? [part.items as Schema] : []));
      return value.flatMap((item, index) => findUnknown({ allOf: items }, item, `${at}/${index}`));
    }
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([property, inner]) => {
      const known = parts.flatMap((part) => (part.properties as Record<string, Schema> | undefined)?.[property] ?? []);
      if (known.length === 0) return [`${at}/${property} is not in the specification`];
      return findUnknown({ allOf: known }, inner, `${at}/${property}`);
    });
  }

  function flatten(schema: Schema): Schema[] {
    const target = String(schema.$ref ?? '').replace('#/components/schemas/', '');
    const inner = [...((schema.allOf ?? schema.anyOf ?? schema.oneOf ?? []) as Schema[])];
    if (target) inner.push(specification.components.schemas[target]);
    return [schema, ...inner.flatMap(flatten)];
  }

  return {
    check({ method, path, requestBody, status, responseBody }) {
      const template = Object.keys(paths).find((candidate) => matches(candidate, path));
      const operation = template ? paths[template]?.[method.toLowerCase()] : undefined;
      if (!template || !operation) return undefined;
      const base = `/paths/${template.replaceAll('/', '~1')}/${method.toLowerCase()}`;
      const json = 'content/application~1json/schema';
      const response = operation.responses[String(status)];
      const hasRequest = requestBody !== '' || operation.requestBody?.required;
      return [
        // What was refused may have been wrong.
        ...(status < 300 && operation.requestBody && hasRequest
          ? problemsOf(`${base}/requestBody/${json}`, requestBody).map((problem) => `request: ${problem}`)
          : []),
        ...(response ? [] : [`${status} is not in the specification`]),
        ...(response?.content
          ? problemsOf(`${base}/responses/${status}/${json}`, status < 300 ? responseBody : asSpecified(responseBody))
          : []),
      ];
    },
  };
}

const matches = (template: string, path: string) =>
  new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);

/** The specification calls `issues` what PayPal's pages and PayPal itself call `details`, and knows one link of an error. */
function asSpecified(body: unknown): unknown {
  const { details, links, ...error } = body as { details?: unknown; links?: unknown };
  return { ...error, ...(details ? { issues: details } : {}) };
}
