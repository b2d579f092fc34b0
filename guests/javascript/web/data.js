// URLs, copies of values, bytes with a type, and forms.

import { define } from "../boot/globals.js";
import "core-js/actual/url/index.js";
import "core-js/actual/url-search-params/index.js";
import "core-js/actual/structured-clone.js";
import { Headers } from "headers-polyfill";
import Blob from "fetch-blob";
import File from "fetch-blob/file.js";
import { FormData } from "formdata-polyfill/esm.min.js";

define({ Headers, Blob, File, FormData });
