package org.stockade.policy;

import org.stockade.auth.Identity;
import org.stockade.session.Subnet;

/** Who is taken to be at the addresses of a subnet; the most specific one decides. */
public record KnownAddress(Subnet subnet, Identity identity) {}
