import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { Brand } from "../ui/brand.js";
import { LiveRegion } from "../ui/live-region.js";
import { NetworkDot } from "../ui/network-dot.js";
import { ThemeSwitch } from "../ui/theme-switch.js";
import styles from "./layout.module.css";

/** Header, page, and the region that speaks to screen readers. */
export function Layout({ children }: { readonly children: ReactNode }) {
  const page = useRef<HTMLElement>(null);
  useFocusOnArrival(page);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <header className={styles.header}>
        <Link href="/" className={styles.home} aria-label="Holdfast, home">
          <Brand />
          <span>Holdfast</span>
        </Link>
        <div className={styles.tools}>
          <NetworkDot />
          <ThemeSwitch />
        </div>
      </header>
      <main ref={page} id="page" className={styles.page} tabIndex={-1}>
        {children}
      </main>
      <LiveRegion />
    </div>
  );
}

/** A new page starts at its beginning, for eyes and for the keyboard. */
function useFocusOnArrival(page: RefObject<HTMLElement | null>): void {
  const [address] = useLocation();
  const shown = useRef(address);
  useEffect(() => {
    if (shown.current === address) return;
    shown.current = address;
    page.current?.focus();
    scrollTo(0, 0);
  }, [address, page]);
}
