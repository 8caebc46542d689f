//! A member of a fleet, for the tests.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    oktant_fleet::member::run()
}
