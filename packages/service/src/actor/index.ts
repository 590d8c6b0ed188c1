export { newActorKeyText } from './actor-key.ts';
export { type ActorKeys, fixedActorKeys } from './actor-keys.ts';
export { type ActorSigner, actorSigner } from './actor-signer.ts';
export { type ActorVerifier, actorVerifier } from './actor-verifier.ts';
export { openActorKeys } from './open-actor-keys.ts';
export { verifiedActors } from './verified-actors.ts';
