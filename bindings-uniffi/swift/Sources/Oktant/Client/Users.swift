extension OktantClient {
    /// The users of an org: the operations of Okta's User API.
    public struct Users: Sendable {
        let client: OktantClient

        /// The users of the org, fetched page by page as they are iterated.
        ///
        /// - Parameters:
        ///   - search: A search expression, `status eq "ACTIVE"`.
        ///   - filter: A filter expression over fewer properties.
        ///   - q: The start of a first name, last name or email address.
        ///   - limit: The number of users per page.
        ///   - options: Options of every call.
        public func listUsers(
            search: String? = nil, filter: String? = nil, q: String? = nil, limit: Int? = nil, options: CallOptions = CallOptions()
        ) -> PagedSequence<JSON> {
            let arguments = Arguments().query("search", search).query("filter", filter).query("q", q).query("limit", limit)
            return client.items("listUsers", arguments, options: options)
        }
    }

    /// The operations on users.
    public var users: Users { Users(client: self) }
}
