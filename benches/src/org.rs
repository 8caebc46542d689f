//! A simulated org in a process of its own, and runs that are a process each, so that the memory of each is its own.

use oktant::Client;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub(crate) struct Org {
    process: Child,
    pub(crate) url: String,
}

impl Org {
    /// An org of so many users, with further arguments of the simulator.
    pub(crate) fn start(users: u32, conditions: &[String]) -> Result<Org, Box<dyn Error>> {
        let program = std::env::current_exe()?.with_file_name("oktant-simulator");
        let mut process = Command::new(program)
            .args(["--attached", "--users", &users.to_string()])
            .args(conditions)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let url = line.trim().strip_prefix("listening on ").ok_or("no URL")?.to_owned();
        Ok(Org { process, url })
    }
}

impl Drop for Org {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs this program with other arguments; gives the numbers that it prints.
pub(crate) fn child<const N: usize>(arguments: &[&str]) -> Result<[f64; N], Box<dyn Error>> {
    let output = Command::new(std::env::current_exe()?).args(arguments).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8(output.stdout)?;
    if !output.status.success() {
        return Err(format!("{} failed: {text}", arguments.join(" ")).into());
    }
    let numbers: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    numbers.try_into().map_err(|_| format!("no figures: {text}").into())
}

/// A client of a simulated org.
pub(crate) fn client(url: &str) -> oktant::Result<Client> {
    Client::builder().org_url(url).token(oktant_simulator::TOKEN).build()
}

/// The most memory that this process had, in MB.
pub(crate) fn peak() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0 / 1e6)
}
