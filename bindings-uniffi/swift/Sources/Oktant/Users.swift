/// The users of an org.
public struct Users: Sendable {
    let client: OktantClient

    /// All users, or those that fit; page by page as they are asked for.
    public func listUsers(
        search: String? = nil, filter: String? = nil, q: String? = nil, limit: Int? = nil, options: CallOptions = CallOptions()
    ) -> Items {
        let query: Members<Argument> = [
            "search": Argument(search), "filter": Argument(filter), "q": Argument(q), "limit": Argument(limit),
        ]
        return client.items("listUsers", Arguments(query: query), options: options)
    }
}
