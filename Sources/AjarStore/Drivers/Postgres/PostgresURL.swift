import CPostgreSQL

/// The address of a database, as libpq reads it.
package enum PostgresURL {
    /// The same as variables, which libpq's programs read too: a password on their command line would be seen
    /// by others.
    package static func variables(_ url: String) throws -> [String: String] {
        guard let options = PQconninfoParse(url, nil) else {
            throw StoreError.unavailable("the address of the database is not one that libpq can read")
        }
        defer { PQconninfoFree(options) }
        var variables: [String: String] = [:]
        var option = options
        while option.pointee.keyword != nil {
            if let name = option.pointee.envvar, let value = option.pointee.val {
                variables[String(cString: name)] = String(cString: value)
            }
            option += 1
        }
        return variables
    }
}
