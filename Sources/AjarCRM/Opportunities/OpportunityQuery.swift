import AjarResource
import AjarStore

/// Opportunities by the older string language, with their own properties only (reference 6.8).
enum OpportunityQuery {
    static func condition(_ text: String, _ context: ReadContext) throws -> SQL? {
        let node = try QueryParser.parse(text)
        return node == .all ? nil : "(\(try QueryTable.opportunity.condition(node, context)))"
    }
}
