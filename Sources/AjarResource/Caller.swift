package import AjarCore

/// Who asks, and through which door. Made once per request by the sign-in; workers make their own.
package struct Caller: Sendable {
    /// The tenant, as it stands in every key.
    package var organization: Int
    package var organizationID: ID
    /// Nil when the system acts by itself.
    package var userID: ID?
    package var permissions: Set<String>
    package var isAdmin: Bool
    /// The role behind the permissions.
    package var roleID: String?
    package var apiKeyID: String?
    package var oauthClientID: String?
    package var oauthScope: String?
    package var request: RequestInfo?

    package init(
        organization: Int, organizationID: ID, userID: ID?, permissions: Set<String> = [],
        isAdmin: Bool = false,
        roleID: String? = nil, apiKeyID: String? = nil, oauthClientID: String? = nil,
        oauthScope: String? = nil, request: RequestInfo? = nil
    ) {
        self.organization = organization
        self.organizationID = organizationID
        self.userID = userID
        self.permissions = permissions
        self.isAdmin = isAdmin
        self.roleID = roleID
        self.apiKeyID = apiKeyID
        self.oauthClientID = oauthClientID
        self.oauthScope = oauthScope
        self.request = request
    }

    package func may(_ permission: String) -> Bool { isAdmin || permissions.contains(permission) }

    /// Minutes east of UTC, from the header `x-tz-offset`.
    package var offsetMinutes: Int { request?.offsetMinutes ?? 0 }
}

/// What an event remembers of the request that caused it.
package struct RequestInfo: Sendable {
    package var id: ID
    package var method: String
    package var path: String
    package var offsetMinutes: Int

    package init(id: ID, method: String, path: String, offsetMinutes: Int = 0) {
        self.id = id
        self.method = method
        self.path = path
        self.offsetMinutes = offsetMinutes
    }
}
