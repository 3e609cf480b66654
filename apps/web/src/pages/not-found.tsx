import { Notice } from "../ui/notice.js";
import { useTitle } from "../ui/use-title.js";

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  useTitle("Not found · Holdfast");
  return <Notice title="There is no table here.">The address may have lost a piece on its way to you.</Notice>;
}
