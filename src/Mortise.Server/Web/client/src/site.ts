// What every page loads: small modules that each look for their own data attributes.
import './forms';
import './menus';
import './times';
import './copy';
import './preview';
import './inline';
import './merge';
import './checks';
import './fragments';
import './lines';
import './edits';
import './plain';
