import { ComparisonPage } from "./comparison/comparisonPage.js";
import { connectToHost } from "./hostConnection.js";
import { ResultsPage } from "./page.js";
import { reportData, showReport } from "./report/report.js";
import { registerToolkit } from "./toolkit.js";

registerToolkit();
const root = document.getElementById("app");
const report = reportData();
if (root && report) showReport(root, report);
else if (root?.dataset.page === "comparison") new ComparisonPage(root, connectToHost()).start();
else if (root) new ResultsPage(root, connectToHost()).start();
