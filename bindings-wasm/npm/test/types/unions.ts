// Unions are told apart by their tag; the unknown case is what remains.
import type {
  Application, AutoLoginApplication, Client, IpNetworkZone, NetworkZone, NetworkZoneInput, SamlApplication, UnknownApplication,
  UnknownNetworkZone, UnknownTag, UserFactor,
} from "oktant";

export function right(app: Application, zone: NetworkZone): void {
  switch (app.signOnMode) {
    case "SAML_2_0": {
      const saml: SamlApplication = app;
      void saml.settings?.signOn?.audience;
      break;
    }
    case "AUTO_LOGIN": {
      const autoLogin: AutoLoginApplication = app;
      void autoLogin;
      break;
    }
  }
  switch (zone.type) {
    case "IP":
      void zone.gateways?.map((gateway) => gateway.value);
      break;
    case "DYNAMIC":
      void zone.asns;
      break;
    case "DYNAMIC_V2":
      break;
    default: {
      const unknown: UnknownNetworkZone = zone;
      const tag: string = zone.type;
      const name: string = zone.name;
      const more: unknown = zone["somethingNew"];
      void [unknown, tag.toLowerCase(), name, more];
    }
  }
  if (zone.type === "IP") {
    const ip: IpNetworkZone = zone;
    void ip;
  } else if (zone.type !== "DYNAMIC" && zone.type !== "DYNAMIC_V2") {
    const unknown: UnknownNetworkZone = zone;
    void unknown;
  }
  // What all kinds share needs no narrowing.
  const label: string = app.label;
  const tag: string = app.signOnMode;
  const counts = new Map<string, number>();
  counts.set(app.signOnMode, (counts.get(app.signOnMode) ?? 0) + 1);
  const byTag: Record<string, number> = {};
  byTag[app.signOnMode] = 1;
  // A tag that is newer than the package.
  if (app.signOnMode === ("NEW_MODE" as UnknownTag)) {
    const unknown: UnknownApplication = app;
    void unknown["newMember"];
  }
  void [label, tag, `${app.signOnMode}`];
}

export async function sent(okta: Client, factor: UserFactor): Promise<void> {
  const zone = await okta.networkZones.createNetworkZone({ type: "IP", name: "a", gateways: [{ type: "CIDR", value: "10.0.0.0/8" }] });
  await okta.networkZones.replaceNetworkZone(zone.id, zone);
  await okta.networkZones.createNetworkZone({ type: "NEW" as UnknownTag, name: "a", anything: [1] });
  await okta.applications.createApplication({ name: "google", label: "Google", settings: { app: { domain: "example" } } });
  await okta.userFactors.enrollFactor("me", { factorType: "sms", profile: { phoneNumber: "+1" } });
  if (factor.factorType === "sms") void factor.profile?.phoneNumber;
}

export function wrong(okta: Client, app: Application, zone: NetworkZone): void {
  // @ts-expect-error: not every kind of zone has gateways
  void zone.gateways;
  // @ts-expect-error: a dynamic zone has none
  if (zone.type === "DYNAMIC") void zone.gateways;
  // @ts-expect-error: it may be of any other kind
  if (zone.type !== "IP") zone satisfies UnknownNetworkZone;
  // @ts-expect-error: a SAML application is no auto-login application
  if (app.signOnMode === "SAML_2_0") app satisfies AutoLoginApplication;
  // @ts-expect-error: a member that no SAML application has
  if (app.signOnMode === "SAML_2_0") void app.nothing;
  // @ts-expect-error: a zone of IP addresses has no ASNs
  const ip: NetworkZoneInput = { type: "IP", name: "a", asns: [] };
  // @ts-expect-error: an unknown tag is marked as one
  const unknown: NetworkZoneInput = { type: "NEW", name: "a" };
  // @ts-expect-error: the tag is required
  okta.networkZones.createNetworkZone({ name: "a" });
  // @ts-expect-error: a SAML application is created with a label
  okta.applications.createApplication({ signOnMode: "SAML_2_0" });
  // @ts-expect-error: the name is required
  okta.networkZones.createNetworkZone({ type: "IP" });
  void [ip, unknown];
}
