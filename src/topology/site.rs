//! The address of the site.

use crate::design::{Design, WayIn};

/// Where visitors find the site: as the design says, or as its way in makes it. Nothing where only the cluster
/// can tell, such as behind a load balancer that has no address yet.
pub fn site_url(design: &Design) -> Option<String> {
    if let Some(url) = &design.wordpress.site.url {
        return Some(url.to_string());
    }
    match &design.wordpress.way_in {
        WayIn::NodePort(port) => {
            let machine = design
                .machines
                .iter()
                .find(|machine| machine.role.runs_pods() && machine.address.is_some())?;
            let address = machine.address?.0;
            let host = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
            Some(format!("http://{host}:{port}", port = port.get()))
        }
        WayIn::LoadBalancer => None,
        WayIn::Ingress(ingress) => {
            let scheme = if ingress.certificate.is_some() { "https" } else { "http" };
            Some(format!("{scheme}://{}", ingress.host))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Document, preset};

    fn url(text: &str) -> Option<String> {
        site_url(Document::read(text).unwrap().design())
    }

    #[test]
    fn the_way_in_makes_the_address() {
        let text = |name| preset(name).unwrap().text;
        assert_eq!(url(text("lab")).as_deref(), Some("http://192.168.56.11:30080"));
        assert_eq!(url(text("cloud")), None);
        let base = "presswright: 1\nname: blog\nwordpress:\n  way-in: {ingress: {class: nginx, host: blog.example.org";
        assert_eq!(url(&format!("{base}}}}}\n")).as_deref(), Some("http://blog.example.org"));
        assert_eq!(
            url(&format!("{base}, certificate: blog-tls}}}}\n")).as_deref(),
            Some("https://blog.example.org")
        );
    }

    #[test]
    fn a_given_address_counts_more() {
        let text =
            "presswright: 1\nname: blog\nwordpress:\n  site: {url: \"https://blog.example.org\"}\n";
        assert_eq!(url(text).as_deref(), Some("https://blog.example.org"));
    }
}
