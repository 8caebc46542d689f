import Foundation
import Oktant

// `Bench compare URL TOKEN USERS ROUNDS` compares; `Bench memory URL TOKEN USERS oktant|floor` reads once and prints the memory used.
let arguments = CommandLine.arguments
let org = Org(url: arguments[2], token: arguments[3], users: Int(arguments[4]) ?? 0)
switch arguments[1] {
case "compare":
    let rounds = Int(arguments[5]) ?? 0
    let page = try await org.page()
    try await compare("a page of \(org.limit) users, read", rounds: rounds * 10, pageReaders(page))
    try await compare("10,000 users", rounds: rounds, org.listReaders())
default:
    let readers = try org.listReaders()
    let read = try await (arguments[5] == "oktant" ? readers[0] : readers[1]).read()
    guard read == org.users else { fatalError("read \(read) users") }
    print(peakMemory())
}
