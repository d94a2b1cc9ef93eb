import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError } from 'aws-jwt-verify/error';
import * as z from 'zod/mini';

const environment = z.object({
  STITCH_JWT_ISSUER: z.string().check(z.regex(/^https:\/\//)),
  STITCH_JWT_AUDIENCES: z.string().check(z.minLength(1)),
  STITCH_JWT_KEYS: z.optional(z.string().check(z.regex(/^https:\/\//))),
});
const request = z.object({
  authorizationToken: z.string().check(z.maxLength(8192)),
  methodArn: z.string(),
});

const {
  STITCH_JWT_ISSUER: issuer,
  STITCH_JWT_AUDIENCES: audiences,
  STITCH_JWT_KEYS: jwksUri,
} = environment.parse(process.env);
// The issuer's public keys are fetched on first use, and then kept.
const verifier = JwtVerifier.create({
  issuer,
  audience: audiences.split(','),
  ...(jwksUri !== undefined && { jwksUri }),
});

/** Response to API Gateway about a caller. */
interface AuthorizerResponse {
  readonly principalId: string;
  readonly policyDocument: object;
}

/**
 * Authorizes a caller of a REST API by a JWT that the issuer signed for one of the audiences, and that is not
 * expired. The policy allows every route of the stage: API Gateway caches it by token, not by route.
 * @throws Error "Unauthorized", which API Gateway answers with 401.
 */
export async function handler(event: unknown): Promise<AuthorizerResponse> {
  const { authorizationToken, methodArn } = request.parse(event);
  const [, token = ''] = /^Bearer (\S+)$/.exec(authorizationToken) ?? [];
  const claims = await verifier.verify(token).catch((error: Error) => {
    // Unreachable keys say nothing about the token: API Gateway answers with 500.
    if (error instanceof FetchError) throw error;
    console.error(JSON.stringify({ level: 'WARN', message: 'refused', reason: error.message }));
    throw new Error('Unauthorized');
  });
  // arn:aws:execute-api:region:account:api/stage/METHOD/path
  const [api, stage] = methodArn.split('/');
  const Statement = [
    { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` },
  ];
  return {
    principalId: String(claims.sub ?? 'caller'),
    policyDocument: { Version: '2012-10-17', Statement },
  };
}
