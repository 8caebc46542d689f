/// A user as a program writes it for JSONDecoder by hand: all that the simulator's users have.
struct CodableUser: Codable {
    struct Reference: Codable {
        var id: String
    }

    struct Profile: Codable {
        var login: String
        var email: String?
        var secondEmail: String?
        var firstName: String?
        var lastName: String?
        var mobilePhone: String?
        var department: String?
        var title: String?
        var city: String?
        var countryCode: String?
        var locale: String?
        var employeeNumber: String?
        var badge: String?
        var costNumber: Double?
    }

    struct Credentials: Codable {
        var emails: [Email]?
        var provider: Provider?
    }

    struct Email: Codable {
        var value: String?
        var status: String?
        var type: String?
    }

    struct Provider: Codable {
        var type: String?
        var name: String?
    }

    struct Link: Codable {
        var href: String?
    }

    enum CodingKeys: String, CodingKey {
        case id, status, created, activated, statusChanged, lastLogin, lastUpdated, passwordChanged, type, profile, credentials
        case links = "_links"
    }

    var id: String
    var status: String
    var created: String?
    var activated: String?
    var statusChanged: String?
    var lastLogin: String?
    var lastUpdated: String?
    var passwordChanged: String?
    var type: Reference?
    var profile: Profile
    var credentials: Credentials?
    var links: [String: Link]?
}
